import { Label, SearchInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Framed } from '../app/Framed';
import { type ChainKind, ChainName } from '../ids/ChainName';
import { IdTag } from '../ids/IdTag';
import { Listing } from '../list/Listing';
import { useSettled } from '../list/useSettled';
import type { Column } from '../list/VirtualTable';
import { type Summary, useChains } from './queries';

/** All groups, or all rooms. Names are sealed: labels where a manager published one. */
export function ChainList(props: { kind: ChainKind; extra?: readonly Column<Summary>[] }) {
  const { t } = useTranslation();
  const { kind } = props;
  const [typed, setTyped] = useState('');
  const wanted = useSettled(typed.trim());
  const chains = useChains(kind, wanted);
  const columns: Column<Summary>[] = [
    {
      key: 'name',
      label: t(`chains.kind.${kind}`),
      cell: (chain) => <ChainName kind={kind} id={chain.id} label={chain.label} />,
    },
    { key: 'id', label: t('chains.id'), cell: (chain) => <IdTag id={chain.id} /> },
    { key: 'members', label: t(`chains.${kind}.members`), cell: (chain) => chain.members },
    { key: 'managers', label: t('chains.managers'), cell: (chain) => chain.managers },
    { key: 'epoch', label: t('chains.epoch'), cell: (chain) => chain.epoch },
    ...(props.extra ?? []),
    {
      key: 'requests',
      label: t('chains.requests'),
      cell: (chain) =>
        chain.requests === 0 ? (
          '–'
        ) : (
          <Link to={`/${kind}s/${chain.id}`}>
            <Label isCompact status="info">
              {chain.requests}
            </Label>
          </Link>
        ),
    },
  ];
  return (
    <Framed title={t(`chains.${kind}.title`)} lead={t(`chains.${kind}.lead`)}>
      <Toolbar isStatic>
        <ToolbarContent>
          <ToolbarItem>
            <SearchInput
              aria-label={t('chains.search')}
              placeholder={t('chains.search')}
              value={typed}
              resetButtonLabel={t('list.clear')}
              onChange={(_, value) => {
                setTyped(value);
              }}
              onClear={() => {
                setTyped('');
              }}
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <Listing
        pages={chains}
        caption={t(`chains.${kind}.title`)}
        columns={columns}
        rowKey={(chain) => chain.id}
        empty={t(wanted === '' ? `chains.${kind}.empty` : 'chains.noMatch')}
        emptyBody={t(wanted === '' ? `chains.${kind}.emptyBody` : 'chains.noMatchBody')}
      />
    </Framed>
  );
}
