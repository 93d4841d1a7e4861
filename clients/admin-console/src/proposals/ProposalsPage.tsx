import { Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Framed } from '../app/Framed';
import { Choice } from '../list/Choice';
import { type Origin, ORIGINS, type RequestFilter } from './queries';
import { RequestListing } from './RequestListing';

/** Everything that managers are asked for. */
export default function ProposalsPage() {
  const { t } = useTranslation();
  const [state, setState] = useState<RequestFilter['state']>('waiting');
  const [origin, setOrigin] = useState<Origin | ''>('');
  return (
    <Framed title={t('proposals.title')} lead={t('proposals.lead')}>
      <Toolbar isStatic>
        <ToolbarContent>
          <ToolbarItem>
            <Choice
              id="requests-state"
              name={t('proposals.stateTitle')}
              value={state}
              options={[
                { value: 'waiting', label: t('proposals.waiting') },
                { value: 'all', label: t('proposals.all') },
              ]}
              choose={setState}
            />
          </ToolbarItem>
          <ToolbarItem>
            <Choice
              id="requests-origin"
              name={t('proposals.from')}
              value={origin}
              options={[
                { value: '' as const, label: t('proposals.anyOrigin') },
                ...ORIGINS.map((value) => ({ value, label: t(`proposals.origin.${value}`) })),
              ]}
              choose={setOrigin}
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <RequestListing filter={{ state, origin }} />
    </Framed>
  );
}
