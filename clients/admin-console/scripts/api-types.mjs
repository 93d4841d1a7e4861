// Types of the services' APIs, from the OpenAPI documents that the services' own builds leave.
// They are generated with each build and never checked in, so they can't drift.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import openapiTypes, { astToString } from 'openapi-typescript';

const services = ['identity', 'access', 'storage', 'audit'];
const project = new URL('../', import.meta.url);
const generated = new URL('src/api/generated/', project);

await mkdir(generated, { recursive: true });
for (const service of services) {
  const document = new URL(`../../services/${service}/target/openapi/openapi.json`, project);
  const source = await readFile(document, 'utf8').catch(() => {
    console.error(`admin console: ${service} has no OpenAPI document; build services/${service}.`);
    process.exit(1);
  });
  // What a service sends is complete: it answers with records.
  const types = await openapiTypes(JSON.parse(source), { propertiesRequiredByDefault: true });
  await writeFile(new URL(`${service}.d.ts`, generated), astToString(types));
}
