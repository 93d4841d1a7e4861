import { ProgressStep, ProgressStepper } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { IdTag } from '../ids/IdTag';
import { PersonName } from '../ids/PersonName';
import { Moment } from '../measure/Moment';
import type { RequestView } from './queries';

/** The way of a request, and how far it is. */
export function RequestSteps({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  const isOpen = request.state === 'open';
  const isUnconfirmed = request.state === 'unconfirmed';
  const isDone = request.state === 'fulfilled';
  const isClosed = !isOpen && !isUnconfirmed && !isDone;
  return (
    <ProgressStepper isVertical aria-label={t('proposals.steps')}>
      <ProgressStep
        id="step-filed"
        titleId="step-filed-title"
        variant="success"
        aria-label={t('proposals.stepFiled')}
        description={<Moment at={request.filedAt} />}
      >
        {t(request.origin === 'proposal' ? 'proposals.stepSigned' : 'proposals.stepFiled')}
      </ProgressStep>
      {(isUnconfirmed || request.confirmedBy !== '') && (
        <ProgressStep
          id="step-second"
          titleId="step-second-title"
          variant={isUnconfirmed ? 'info' : 'success'}
          isCurrent={isUnconfirmed}
          aria-label={t('proposals.stepSecond')}
          description={
            request.confirmedBy === '' ? undefined : <PersonName user={request.confirmedBy} />
          }
        >
          {t('proposals.stepSecond')}
        </ProgressStep>
      )}
      <ProgressStep
        id="step-answer"
        titleId="step-answer-title"
        variant={isDone ? 'success' : isClosed ? 'danger' : isOpen ? 'info' : 'pending'}
        isCurrent={isOpen}
        aria-label={t('proposals.stepAnswer')}
        description={<Answer request={request} />}
      >
        {t(isClosed ? 'proposals.stepClosed' : 'proposals.stepAnswer')}
      </ProgressStep>
      <ProgressStep
        id="step-effect"
        titleId="step-effect-title"
        variant={isDone ? 'success' : 'pending'}
        aria-label={t('proposals.stepEffect')}
      >
        {t(
          isClosed
            ? 'proposals.stepNoEffect'
            : request.action === 'remove'
              ? 'proposals.stepKeys'
              : 'proposals.stepEffect',
        )}
      </ProgressStep>
    </ProgressStepper>
  );
}

/** Who signed, or said no, and when; the link that did it. */
function Answer({ request }: { request: RequestView }) {
  return (
    <>
      {request.answeredBy !== '' && <PersonName user={request.answeredBy} />}{' '}
      {request.answeredAt !== null && <Moment at={request.answeredAt} />}{' '}
      {request.link !== '' && <IdTag id={request.link} />}
    </>
  );
}
