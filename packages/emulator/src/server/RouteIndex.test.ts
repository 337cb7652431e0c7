import { contract, type Endpoint, type Group } from '@mitosislabs/api/contract';
import { expect, test } from 'vitest';
import { Clock } from '../core/Clock.ts';
import { defaultLimits } from '../core/LimitSettings.ts';
import { Platform } from '../platform/Platform.ts';
import { Database } from '../store/Database.ts';
import { agentInPath, RouteIndex } from './RouteIndex.ts';

const platform = new Platform(new Database(), {
  jwtSecret: '',
  limits: defaultLimits(),
  dialect: 'both',
  exec: true,
  clock: new Clock(),
});
const routes = new RouteIndex(platform);
const groups: Readonly<Record<string, Group>> = contract;
const endpoints: Endpoint[] = Object.values(groups).flatMap((group) => Object.values(group));

test('default: finds each operation of the contract on its hosts', () => {
  for (const { route, dashboardPath } of endpoints) {
    const [method = '', path = ''] = route.split(' ');
    const found = routes.match('office-manager', method, path.replace(/\{\w+\}/g, 'x'));
    expect(found?.route.endpoint.route).toBe(route);
    if (dashboardPath === undefined) continue;
    const there = routes.match('dashboard', method, `${dashboardPath.replace(/\{\w+\}/g, 'x')}?a=/b`);
    expect(there?.route.endpoint.dashboardPath).toBe(dashboardPath);
  }
});

test('default: reads the parameters and the agent', () => {
  const path = '/api/v1/offices/o1/employees/a%20b/logs?tail=1';
  const found = routes.match('office-manager', 'HEAD', path);
  expect(found?.route.endpoint.name).toBe('employees.logs');
  expect(found?.params).toEqual({ officeId: 'o1', name: 'a b' });
  expect(found && agentInPath(found)).toBe('a b');
  const role = routes.match('office-manager', 'GET', '/api/v1/offices/o1/roles/general');
  expect(role && agentInPath(role)).toBeUndefined();
});

test.each([
  ['GET', '/api/v1/offices/'],
  ['PUT', '/api/v1/offices'],
  ['GET', '/API/v1/offices'],
  ['GET', '/'],
  ['GET', ''],
])('error: finds nothing for %s %j', (method, target) => {
  expect(routes.match('office-manager', method, target)).toBeUndefined();
});

test('error: finds the operation of a malformed parameter', () => {
  const found = routes.match('office-manager', 'GET', '/api/v1/offices/%ff');
  expect(found?.route.endpoint.name).toBe('offices.get');
  expect(found?.params).toEqual({});
});
