// Bounds how long a test may take, whatever it says itself.

const { TestEnvironment } = require("jest-environment-node");

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.longest = config.projectConfig.testEnvironmentOptions.longest;
  }

  handleTestEvent({ name, test }) {
    if (name === "test_start") {
      test.timeout = Math.min(test.timeout ?? this.longest, this.longest);
    }
  }
};
