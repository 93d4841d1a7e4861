import { useTranslation } from 'react-i18next';
import { RoleName } from '../chains/RoleName';
import { PersonName } from '../ids/PersonName';
import { ORIGINS, type RequestView } from './queries';

const ACTIONS = ['add', 'remove', 'role'] as const;

type Words = Pick<RequestView, 'action' | 'user' | 'role'>;

/** What is asked for, as a sentence: "Add anna as Editor". */
export function RequestWords({ request }: { request: Words }) {
  const { t } = useTranslation();
  const action = ACTIONS.find((candidate) => candidate === request.action);
  return (
    <>
      {action === undefined ? request.action : t(`proposals.action.${action}`)}{' '}
      <PersonName user={request.user} />
      {request.role !== '' && (
        <>
          : <RoleName role={request.role} />
        </>
      )}
    </>
  );
}

/** Where a request came from, in words. */
export function OriginName({ origin }: { origin: string }) {
  const { t } = useTranslation();
  const known = ORIGINS.find((candidate) => candidate === origin);
  return known === undefined ? origin : t(`proposals.origin.${known}`);
}
