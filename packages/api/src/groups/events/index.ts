export { EventsAPI } from './EventsAPI.ts';
