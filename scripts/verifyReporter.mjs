import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** A reporter of Vitest that writes counts and failures to `--outputFile`, also errors outside of tests. */
export default class VerifyReporter {
  onInit({ config }) {
    this.outputFile = config.outputFile;
  }

  onTestRunEnd(modules, unhandled) {
    /** `projects`: what passed and was skipped of each, with the test files that have a process of their own. */
    const report = { passed: 0, failed: 0, skipped: 0, failures: [], projects: {} };
    const fail = (where, errors) => {
      report.failed++;
      report.failures.push(`  ${where}`, ...errors.map(describe));
    };
    for (const module of modules) {
      const name = module.project.name.replace(/:alone$/, '');
      report.projects[name] ??= { passed: 0, failed: 0, skipped: 0, failures: [] };
      const ofProject = report.projects[name];
      const file = relative(process.cwd(), module.moduleId);
      // A file that does not load, or a hook of it.
      if (module.errors().length > 0) fail(file, module.errors());
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) fail(`${file}: ${suite.fullName}`, suite.errors());
      }
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'failed') fail(`${file}: ${test.fullName}`, errors);
        else {
          const outcome = state === 'passed' ? 'passed' : 'skipped';
          report[outcome]++;
          ofProject[outcome]++;
        }
      }
    }
    for (const error of unhandled) {
      const during = error.VITEST_TEST_PATH ?? error.VITEST_TEST_NAME ?? 'no known test';
      fail(`${error.type ?? 'Unhandled error'}, while this ran: ${during}`, [error]);
    }
    writeFileSync(this.outputFile, JSON.stringify(report));
  }
}

function describe({ name, message, stack = '', stacks = [] }) {
  const frames = stacks.map(({ file, line, column }) => `    at ${file}:${line}:${column}`);
  const text = stack.includes(message) ? stack : [`${name}: ${message}`, ...frames].join('\n');
  return text
    .split('\n')
    .filter((line) => !/^ +at .*\/node_modules\//.test(line))
    .slice(0, 12)
    .map((line) => `      ${line}`)
    .join('\n');
}
