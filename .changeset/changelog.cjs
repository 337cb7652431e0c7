// Writes the CHANGELOG of each package for its users: the sentences of the changesets, without commits.
module.exports = {
  /** One entry; a changeset that is a list becomes its entries. */
  getReleaseLine: async ({ summary }) => {
    const text = summary.trim();
    return text.startsWith('- ') ? text : `- ${text.replaceAll(/\n(?=.)/g, '\n  ')}`;
  },
  /** What a package needs is in its package.json: a new version of that alone is no news. */
  getDependencyReleaseLine: async () => '',
};
