/** The version of the layout of the tables, in data folders and exports. It grows with each migration. */
export const LAYOUT_VERSION = 1;
