/** One line of a list: who, and in which role where the line says so. */
export interface Line {
  /** Counted from 1, as an editor counts. */
  number: number;
  name: string;
  role: string;
}

/** What is wrong with a line, by a name that the catalogues explain. */
export type LineFault =
  'quote' | 'columns' | 'unknown-person' | 'ambiguous-person' | 'not-active' | 'twice' | 'role';

export interface FaultyLine {
  line: number;
  fault: LineFault;
  what: string;
}

export interface ReadList {
  lines: readonly Line[];
  faults: readonly FaultyLine[];
}

const HEADERS = ['name', 'user', 'username', 'user name', 'email', 'e-mail', 'person'];
const MOST_COLUMNS = 2;

/**
 * Reads a list of people: one a line, or CSV with a second column for the role. Commas, semicolons
 * and tabs part columns; quotes are as in RFC 4180, but a value ends with its line. A first line
 * that names its columns is left out, empty lines too.
 */
export function readList(text: string): ReadList {
  const lines: Line[] = [];
  const faults: FaultyLine[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .forEach((raw, index) => {
      const number = index + 1;
      if (raw.trim() === '') {
        return;
      }
      const cells = columns(raw);
      if (cells === null) {
        faults.push({ line: number, fault: 'quote', what: raw });
        return;
      }
      const [name = '', role = ''] = cells;
      if (lines.length === 0 && faults.length === 0 && HEADERS.includes(name.toLowerCase())) {
        return;
      }
      if (cells.length > MOST_COLUMNS || name === '') {
        faults.push({ line: number, fault: 'columns', what: raw });
        return;
      }
      lines.push({ number, name, role: role.toLowerCase() });
    });
  return { lines, faults };
}

/** The values of one line; null where a quote is not closed or stands in the middle. */
function columns(line: string): string[] | null {
  const found: string[] = [];
  let rest = line;
  for (;;) {
    const match = /^\s*(?:"((?:[^"]|"")*)"|([^",;\t]*))\s*(?:[,;\t]|$)/.exec(rest);
    if (match === null) {
      return null;
    }
    found.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
    rest = rest.slice(match[0].length);
    if (!/[,;\t]$/.test(match[0])) {
      return rest === '' ? found : null;
    }
    if (rest === '') {
      found.push('');
      return found;
    }
  }
}
