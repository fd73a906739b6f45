// The audits of graphql-http (https://github.com/graphql/graphql-http), against the address given: figures by
// severity, and each audit that is not ok. Exits with 1 when there is an error.
import { auditServer } from "graphql-http";

const url = process.argv[2];
const results = await auditServer({ url, fetchFn: fetch });
const counts = { ok: 0, notice: 0, warn: 0, error: 0 };
for (const result of results) {
  counts[result.status] += 1;
  if (result.status !== "ok") console.log(`${result.status.padEnd(7)} ${result.id} ${result.name}: ${result.reason}`);
}
console.log(`${results.length} audits: ` + Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(", "));
process.exit(counts.error ? 1 : 0);
