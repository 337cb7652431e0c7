/** The shells that `mi completion` knows. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The line in place of the names of local files: the shell completes them itself. */
export const LOCAL_FILES = ':files';

/**
 * The script of each shell that completes a command line. The words go to `mi` as they are, never through `eval`, and each line that
 * comes back is one candidate: its value, a tab, its description.
 */
export const scripts: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: `# Completion of mi in bash: add this line to ~/.bashrc
#   source <(mi completion bash)
_mi() {
  local line value current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == ${LOCAL_FILES} ]]; then compopt -o default; continue; fi
    value="\${line%%$'\\t'*}"
    if [[ $current != [\\"\\']* ]]; then printf -v value '%q' "$value"; fi
    COMPREPLY+=("$value")
  done < <(mi completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -F _mi mi
`,
  zsh: `#compdef mi
# Completion of mi in zsh: add this line to ~/.zshrc, after compinit
#   source <(mi completion zsh)
_mi() {
  local line
  local -a values descriptions
  while IFS= read -r line; do
    if [[ $line == ${LOCAL_FILES} ]]; then _files; continue; fi
    values+=("\${line%%$'\\t'*}")
    descriptions+=("\${line/$'\\t'/  -- }")
  done < <(mi completion zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)
  (( \${#values} )) && compadd -l -d descriptions -a values
}
compdef _mi mi
`,
  fish: `# Completion of mi in fish: write this to ~/.config/fish/completions/mi.fish
#   mi completion fish > ~/.config/fish/completions/mi.fish
function __mi_complete
  set -l typed (commandline -opc)
  set -l current (string unescape -- (commandline -ct))
  for line in (mi completion fish -- $typed[2..-1] "$current" 2>/dev/null </dev/null)
    if test "$line" = ${LOCAL_FILES}
      __fish_complete_path "$current"
    else
      echo -- $line
    end
  end
end
complete -c mi -f -a '(__mi_complete)'
`,
};
