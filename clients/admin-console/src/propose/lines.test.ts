import { describe, expect, it } from 'vitest';
import { readList } from './lines';
import { Directory, type Known, resolve } from './resolve';

function person(name: string, state = 'active', email = `${name}@strongroom.invalid`): Known {
  return { user: name.padEnd(43, 'x'), username: name, email, state };
}

const DIRECTORY = new Directory([
  person('anna'),
  person('bert'),
  person('carla', 'disabled'),
  person('dora', 'active', 'shared@strongroom.invalid'),
  person('emil', 'active', 'shared@strongroom.invalid'),
]);
const ROLES = ['viewer', 'editor'];

function faults(text: string, roles: readonly string[] = ROLES): string[] {
  const read = readList(text);
  const { faults: found } = resolve(read.lines, DIRECTORY, roles, 'viewer');
  return [...read.faults, ...found].map((f) => `${f.line} ${f.fault}`);
}

describe('a list of people', () => {
  it('plainNames_areOneALine_emptyLinesAreNoPeople', () => {
    const { lines, faults: none } = readList('anna\r\n\n  bert  \n');
    expect(lines).toEqual([
      { number: 1, name: 'anna', role: '' },
      { number: 3, name: 'bert', role: '' },
    ]);
    expect(none).toEqual([]);
  });

  it.each([
    ['anna,editor'],
    ['anna;editor'],
    ['anna\teditor'],
    ['"anna","Editor"'],
    ['\uFEFFname,role\nanna, editor'],
  ])('csv_%j_hasARole', (text) => {
    expect(readList(text).lines).toMatchObject([{ name: 'anna', role: 'editor' }]);
  });

  it.each([
    ['"anna', '1 quote'],
    ['an"na', '1 quote'],
    ['"anna"x', '1 quote'],
    ['anna,editor,more', '1 columns'],
    [',editor', '1 columns'],
  ])('line_%j_isRefusedAs_%s', (text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it('quoteWithinQuotes_isOne', () => {
    expect(readList('"a ""b"""').lines[0]?.name).toBe('a "b"');
  });
});

describe('who a list means', () => {
  it('userNamesAndAddresses_whateverTheirCase_areFound', () => {
    const { lines } = readList('ANNA,editor\nbert@Strongroom.invalid');
    expect(resolve(lines, DIRECTORY, ROLES, 'viewer').resolved).toMatchObject([
      { line: 1, username: 'anna', role: 'editor' },
      { line: 2, username: 'bert', role: 'viewer' },
    ]);
  });

  it('eachFault_isNamedWithItsLine', () => {
    expect(
      faults(
        ['anna', 'nobody', 'ANNA', 'carla', 'shared@strongroom.invalid', 'bert,owner'].join('\n'),
      ),
    ).toEqual(['2 unknown-person', '3 twice', '4 not-active', '5 ambiguous-person', '6 role']);
  });

  it('whoIsDisabled_canBeRemovedStill_andNoRoleIsAskedFor', () => {
    const { lines } = readList('carla,whatever');
    expect(resolve(lines, DIRECTORY, [], '').resolved).toMatchObject([
      { username: 'carla', role: '' },
    ]);
  });
});
