export interface TestReport {
  passed: number;
  failed: number;
  /** What failed and why, one entry a test. */
  failures: string[];
}

export function emptyReport(): TestReport {
  return { passed: 0, failed: 0, failures: [] };
}

export function addReport(to: TestReport, more: TestReport): void {
  to.passed += more.passed;
  to.failed += more.failed;
  to.failures.push(...more.failures);
}

/** A test is a sentence and a function that throws when the sentence is not true. */
export type Tests<Context> = Record<
  string,
  (context: Context) => Promise<void>
>;

export async function runTests<Context>(
  tests: Tests<Context>,
  context: Context,
  afterEach: () => Promise<void> = () => Promise.resolve(),
): Promise<TestReport> {
  const report = emptyReport();
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(context);
      report.passed += 1;
    } catch (error) {
      report.failed += 1;
      report.failures.push(
        `${name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    } finally {
      await afterEach();
    }
  }
  return report;
}
