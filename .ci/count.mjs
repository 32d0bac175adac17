// Adds up the test reports: node .ci/count.mjs FAILED_STEPS FOLDER
// A failed step without a failed test (a build, the linter) counts as a failure too.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const [failedSteps, folder] = [Number(process.argv[2]), process.argv[3]];
let passed = 0;
let failed = 0;
for (const file of readdirSync(folder)) {
  const report = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  if (file.startsWith('gtest')) {
    failed += report.failures;
    passed += report.tests - report.failures - report.disabled;
  } else {
    failed += report.numFailedTests;
    passed += report.numPassedTests;
  }
}
if (failed === 0) failed = failedSteps;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
