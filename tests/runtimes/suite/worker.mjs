// The suite as a worker: it runs for each request, with the settings in the body.
import { runtimeName } from './runtimeName.mjs';
import { suite } from './suite.mjs';

export default {
  async fetch(request) {
    const results = await suite(await request.json());
    return Response.json({ runtime: runtimeName(), results });
  },
};
