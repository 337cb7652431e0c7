// The default theme with the fonts of the system: no page loads a font.
import Theme from 'vitepress/theme-without-fonts';
import './site.css';

export default Theme;
