export {
  apiEndpointFor,
  DEFAULT_ENDPOINT,
  dashboardEndpointFor,
  isSameOrigin,
} from './options/endpoints.ts';
