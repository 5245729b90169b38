// Writes a line of JSON when a test begins and when it ends, so that a run that has to be
// stopped has its results too.

const { appendFileSync } = require("node:fs");
const { basename } = require("node:path");

module.exports = class {
  constructor(_, { path }) {
    this.path = path;
  }

  onTestCaseStart(_, { fullName }) {
    this.write({ name: fullName, status: "started" });
  }

  onTestCaseResult(_, { fullName, status, failureMessages, duration }) {
    this.write({ name: fullName, status, error: failureMessages[0], milliseconds: duration ?? 0 });
  }

  // A file that cannot be loaded has no tests.
  onTestResult({ path }, { testExecError, testResults }) {
    if (testExecError && testResults.length === 0) {
      this.write({ name: basename(path), status: "failed", error: testExecError.message });
    }
  }

  write(line) {
    appendFileSync(this.path, JSON.stringify(line) + "\n");
  }
};
