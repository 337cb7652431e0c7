import { badRequest } from '../platform/ApiError.ts';
import { parameterIn, type Route } from './routes.ts';

/** The path parameters of a request: each exactly one segment of the raw path, decoded once. */
export function pathParameters(route: Route, rawPath: string): Record<string, string> {
  const segments = rawPath.split('/');
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const name = parameterIn(segment);
    if (name === undefined) continue;
    const value = decode(segments[index] ?? '');
    if (value === undefined || ['', '.', '..'].includes(value) || value.includes('\0')) {
      throw badRequest(`The segment for ${name} in the path is not a name.`);
    }
    parameters[name] = value;
  }
  return parameters;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
