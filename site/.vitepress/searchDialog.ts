import type { UserConfig } from 'vitepress';

type Plugin = NonNullable<NonNullable<UserConfig['vite']>['plugins']>[number];

/** Parts of VitePress' search with their replacements: a dialog, whose field opens a list of options. */
const PARTS: readonly (readonly [from: RegExp, to: string])[] = [
  [
    /role="button"\s+:aria-owns="[^"]*"\s+aria-expanded="true"\s+aria-haspopup="listbox"/,
    'role="dialog" aria-modal="true"',
  ],
  [/(?=ref="searchInput")/, 'role="combobox" :aria-expanded="results?.length ? \'true\' : \'false\'" '],
  // An option may hold no link: the link is the option.
  [/(:key="p\.id")\s+:id="[^"]*"\s+:aria-selected="[^"]*"\s+role="option"/, '$1 role="none"'],
  [
    /(?=:href="p\.id")/,
    ':id="\'localsearch-item-\' + index" role="option" tabindex="-1" :aria-selected="selectedIndex === index ? \'true\' : \'false\'" ',
  ],
  // The name is the text that shows.
  [/:aria-label="\[\.\.\.p\.titles, p\.title\]\.join\(' > '\)"/, ''],
  [/class="title-icon"/, '$& aria-hidden="true"'],
  // The label has no text, so it names nothing.
  [/aria-labelledby="localsearch-label"/g, ':aria-label="buttonText"'],
  [
    /:aria-labelledby="(results\?\.length \? )'localsearch-label' : undefined"/,
    ':aria-label="$1buttonText : undefined"',
  ],
  [/<kbd :aria-label/g, '<kbd role="img" :aria-label'],
];

/**
 * Gives the roles of a dialog to the search of VitePress: it is a button with fields in it, and its options are links in
 * options, which screen readers do not announce.
 */
export const searchDialog: Extract<Plugin, { name: string }> = {
  name: 'search-dialog',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/VPLocalSearchBox\.vue$/.test(id)) return;
    return PARTS.reduce((changed, [from, to]) => {
      if (changed.search(from) === -1) throw new Error(`The search of VitePress has no ${from} any more.`);
      return changed.replace(from, to);
    }, code);
  },
};
