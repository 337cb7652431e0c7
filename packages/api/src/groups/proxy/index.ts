export { ProxyAPI } from './ProxyAPI.ts';
