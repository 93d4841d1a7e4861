import { Link } from 'react-router';
import { useSight } from '../session/SessionContext';
import { IdTag } from './IdTag';
import { usePersonName } from './names';
import { shortId } from './shortId';

/** A person by the directory's user name, linked for those who may look him up. */
export function PersonName({ user }: { user: string }) {
  const name = usePersonName(user);
  const sees = useSight();
  if (name === null) {
    return <IdTag id={user} />;
  }
  const shown = name ?? shortId(user);
  return sees ? <Link to={`/people/${user}`}>{shown}</Link> : <span title={user}>{shown}</span>;
}
