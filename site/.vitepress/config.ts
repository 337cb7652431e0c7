import { defineConfig, type UserConfig } from 'vitepress';
import { forTheSite, headingId, REPOSITORY } from './markdown.ts';
import { notOnTheSite, pageOf, root, sidebar } from './pages.ts';
import { searchDialog } from './searchDialog.ts';

type Plugin = NonNullable<NonNullable<UserConfig['vite']>['plugins']>[number];

/** The pages are outside of this folder, where Vue is not found. The bundle that renders them is inside, so it finds Vue. */
const vueOfTheSite: Extract<Plugin, { name: string }> = {
  name: 'vue-of-the-site',
  enforce: 'pre',
  resolveId(id, _importer, { ssr }) {
    return ssr && /^vue(\/server-renderer)?$/.test(id) ? { id, external: true } : undefined;
  },
};

export default defineConfig({
  title: 'Mitosis SDK',
  description:
    'Persistent AI agents that remember, replicate, and coordinate: the TypeScript SDK, mi, and an emulator.',
  lang: 'en',
  srcDir: root,
  srcExclude: notOnTheSite(),
  outDir: 'dist',
  cacheDir: 'node_modules/.cache',
  rewrites: (file) => pageOf(file) ?? file,
  // Without the repository's history, which a clone may not have.
  lastUpdated: false,
  markdown: {
    html: false,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: headingId },
    config: forTheSite,
  },
  vite: {
    plugins: [vueOfTheSite, searchDialog],
    // The index of the search is loaded with the first search only.
    build: { chunkSizeWarningLimit: 3_000 },
  },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/guides/authentication', activeMatch: '^/guides/' },
      { text: 'Examples', link: '/examples/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'mi', link: '/cli/', activeMatch: '^/cli/' },
      { text: 'Errors', link: '/errors' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    externalLinkIcon: true,
    footer: { message: 'MIT © Mitosis Labs' },
  },
});
