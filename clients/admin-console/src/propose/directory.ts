import { type Api, required } from '../api/client';
import { Directory, type Known } from './resolve';

const MOST = 500;
/** Beyond this a list of people is no list any more. */
const MOST_PAGES = 200;

/** Everybody whom the sign-on knows, so that a list can be checked whole before anything is asked. */
export async function loadDirectory(api: Api): Promise<Directory> {
  const people: Known[] = [];
  let after = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await required(
      api.GET('/identity/v1/admin/people', { params: { query: { after, limit: MOST } } }),
    );
    people.push(...answer.items);
    if (answer.next === '') {
      break;
    }
    after = answer.next;
  }
  return new Directory(people);
}
