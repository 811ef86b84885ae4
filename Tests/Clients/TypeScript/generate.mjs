// Writes the types of the document at a URL into a file: node generate.mjs <url> <file>
import { writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const [url, file] = process.argv.slice(2);
const blob = ts.factory.createTypeReferenceNode("Blob");

// Without this, the bytes of an upload would be a string.
const types = await openapiTS(new URL(url), {
  transform: (schema) => (schema.format === "binary" ? blob : undefined),
});
await writeFile(file, astToString(types));
