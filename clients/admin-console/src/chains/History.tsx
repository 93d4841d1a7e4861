import { Button, EmptyState, EmptyStateBody, Label } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { type ChainKind, ChainName } from '../ids/ChainName';
import { IdTag } from '../ids/IdTag';
import { PersonName } from '../ids/PersonName';
import { Loaded } from '../state/Loaded';
import { type Entry, Timeline } from '../timeline/Timeline';
import { type Change, type LinkView, useHistory } from './queries';
import { RoleName } from './RoleName';

const CAUSES = ['create', 'change', 'rekey', 'leave'] as const;

/** Every change that was ever signed, newest first, as its manager's client signed it. */
export function History(props: { kind: ChainKind; chain: string }) {
  const { t } = useTranslation();
  const history = useHistory(props.kind, props.chain);
  return (
    <Loaded query={history} heading="h3">
      {(paged) =>
        paged.items.length === 0 ? (
          <EmptyState titleText={t('chains.historyNone')} headingLevel="h3" variant="sm">
            <EmptyStateBody>{t('chains.historyNoneBody')}</EmptyStateBody>
          </EmptyState>
        ) : (
          <>
            <Timeline
              name={t('chains.history')}
              entries={paged.items.map((link) => entry(t, link))}
            />
            {paged.hasMore && (
              <Button variant="secondary" isLoading={paged.isBusy} onClick={paged.more}>
                {t('list.more')}
              </Button>
            )}
          </>
        )
      }
    </Loaded>
  );
}

function causeName(t: TFunction, cause: string): string {
  const known = CAUSES.find((candidate) => candidate === cause);
  return known === undefined ? cause : t(`chains.cause.${known}`);
}

function entry(t: TFunction, link: LinkView): Entry {
  return {
    key: link.hash,
    at: link.at,
    isVoid: link.void,
    title: (
      <>
        {causeName(t, link.cause)} – {t('chains.signedBy')} <PersonName user={link.author} />{' '}
        {link.void && (
          <Label isCompact status="danger">
            {t('chains.void')}
          </Label>
        )}
      </>
    ),
    body: (
      <>
        {link.changes.map((change) => (
          <div key={`${change.operation} ${change.subject}`}>
            <ChangeLine change={change} />
          </div>
        ))}
        {link.void && <div lang="en">{link.reason}</div>}
        <div>
          {t('chains.linkFacts', {
            sequence: link.sequence + 1,
            epoch: link.epoch,
            index: link.logIndex,
          })}{' '}
          {link.proposals.length > 0 &&
            t('chains.answersProposals', { count: link.proposals.length })}{' '}
          <IdTag id={link.hash} />
        </div>
      </>
    ),
  };
}

function ChangeLine({ change }: { change: Change }) {
  const { t } = useTranslation();
  const subject =
    change.kind === 'group' ? (
      <ChainName kind="group" id={change.subject} />
    ) : (
      <PersonName user={change.subject} />
    );
  return change.operation === 'remove' ? (
    <>
      {t('chains.changeRemove')} {subject}
    </>
  ) : (
    <>
      {t('chains.changePut')} {subject}: <RoleName role={change.role} />
    </>
  );
}
