import type { PersonSummary } from '../people/queries';
import type { FaultyLine, Line } from './lines';

export type Known = Pick<PersonSummary, 'user' | 'username' | 'email' | 'state'>;

/** A line whose person and role are known. */
export interface Resolved {
  line: number;
  user: string;
  username: string;
  role: string;
}

export interface Resolution {
  resolved: readonly Resolved[];
  faults: readonly FaultyLine[];
}

/** People by what a line may call them: exact user name or e-mail, whatever its case. */
export class Directory {
  readonly #people = new Map<string, Known[]>();

  constructor(people: Iterable<Known>) {
    for (const person of people) {
      const names = new Set([person.username.toLowerCase(), person.email.toLowerCase()]);
      for (const name of names) {
        if (name !== '') {
          this.#people.set(name, [...(this.#people.get(name) ?? []), person]);
        }
      }
    }
  }

  find(name: string): readonly Known[] {
    return this.#people.get(name.toLowerCase()) ?? [];
  }
}

/**
 * Finds who each line means. Nothing of a list is used unless all of it is good.
 *
 * @param roles that may be asked for; none where somebody is to be removed
 * @param role of a line that names none
 */
export function resolve(
  lines: readonly Line[],
  directory: Directory,
  roles: readonly string[],
  role: string,
): Resolution {
  const resolved: Resolved[] = [];
  const faults: FaultyLine[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const found = directory.find(line.name);
    const [person] = found;
    const wanted = roles.length === 0 ? '' : line.role === '' ? role : line.role;
    if (person === undefined) {
      faults.push({ line: line.number, fault: 'unknown-person', what: line.name });
    } else if (found.length > 1) {
      faults.push({ line: line.number, fault: 'ambiguous-person', what: line.name });
    } else if (seen.has(person.user)) {
      faults.push({ line: line.number, fault: 'twice', what: line.name });
    } else if (roles.length > 0 && person.state !== 'active') {
      faults.push({ line: line.number, fault: 'not-active', what: line.name });
    } else if (roles.length > 0 && !roles.includes(wanted)) {
      faults.push({ line: line.number, fault: 'role', what: line.role });
    } else {
      seen.add(person.user);
      resolved.push({
        line: line.number,
        user: person.user,
        username: person.username,
        role: wanted,
      });
    }
  }
  return { resolved, faults };
}
