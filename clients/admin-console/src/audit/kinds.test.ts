import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KINDS, typeOf } from './kinds';

const API = '../../services/events/src/main/resources/dev/strongroom/events/asyncapi.json';

interface Described {
  channels: Record<string, { messages: Record<string, unknown> }>;
}

describe('the kinds of events', () => {
  it('ofEachService_areThoseThatThePlatformDescribes', () => {
    const { channels } = JSON.parse(readFileSync(API, 'utf8')) as Described;
    const described = Object.entries(channels).map(([service, { messages }]) => [
      service,
      Object.keys(messages).sort(),
    ]);
    const here = Object.entries(KINDS).map(([service, kinds]) => [service, [...kinds].sort()]);
    expect(here).toEqual(described);
  });

  it('type_isMadeOfServiceAndKind', () => {
    expect(typeOf('Committed')).toBe('dev.strongroom.storage.v1.Committed');
    expect(typeOf('Nothing')).toBe('');
  });
});
