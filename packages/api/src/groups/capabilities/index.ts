export { CapabilitiesAPI } from './CapabilitiesAPI.ts';
