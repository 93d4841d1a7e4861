// What stands beside the browser on somebody's desk in the stories: his command line, on the machine
// that the company's people work at, and, for who has it, the power over the sign-on.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { required, url } from './stage.mjs';

const homes = required('CONSOLE_HOMES');
const command = JSON.parse(required('CONSOLE_CLI'));
const realm = `${required('CONSOLE_KEYCLOAK')}/admin/realms/strongroom`;

/** What the command line of a person does: exit status, output, errors. */
export function tries(name, ...words) {
  const done = spawnSync(command[0], [...command.slice(1), ...words], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      STRONGROOM_CONFIG_DIR: join(homes, name, 'config'),
      XDG_RUNTIME_DIR: join(homes, name, 'runtime'),
    },
  });
  return { status: done.status, out: done.stdout.trim(), err: done.stderr.trim() };
}

export function does(name, ...words) {
  const done = tries(name, ...words);
  assert.equal(done.status, 0, `${name} could not: strongroom ${words.join(' ')}\n${done.err}`);
  return done.out;
}

export function asks(name, ...words) {
  return JSON.parse(does(name, ...words, '--json'));
}

/** An answer of the services to somebody's own token, past every client and page. */
export async function api(name, method, path, body) {
  const tokens = JSON.parse(readFileSync(join(homes, name, 'config', 'tokens.json'), 'utf8'));
  return fetch(url + path, {
    method,
    headers: { Authorization: `Bearer ${tokens.access}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Good for a minute: asked for anew each time. */
async function mastersToken() {
  const answer = await fetch(
    `${required('CONSOLE_KEYCLOAK')}/realms/master/protocol/openid-connect/token`,
    {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'admin-cli',
        username: 'stack-admin',
        password: required('CONSOLE_KEYCLOAK_PASSWORD'),
      }),
    },
  );
  assert.equal(answer.status, 200, 'the sign-on takes its administrator');
  return (await answer.json()).access_token;
}

/** The sign-on's own administration, which an administrator of the company may well have. */
export async function keycloak(method, path, body) {
  const answer = await fetch(realm + path, {
    method,
    headers: {
      Authorization: `Bearer ${await mastersToken()}`,
      'Content-Type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status}`);
  const text = await answer.text();
  return {
    made: answer.headers.get('Location')?.split('/').at(-1),
    json: text === '' ? undefined : JSON.parse(text),
  };
}

export async function subjectOf(name) {
  const { json } = await keycloak('GET', `/users?exact=true&username=${name}`);
  assert.equal(json.length, 1, name);
  return json[0].id;
}

/** Until something holds; looked at again and again, and never slept for. */
export async function until(what, holds, patienceMs = 60_000) {
  const end = performance.now() + patienceMs;
  for (;;) {
    if (await holds()) {
      return;
    }
    assert.ok(performance.now() < end, `not so in ${patienceMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
