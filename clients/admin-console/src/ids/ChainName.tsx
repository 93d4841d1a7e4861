import { Label } from '@patternfly/react-core';
import FolderIcon from '@patternfly/react-icons/dist/esm/icons/folder-icon';
import UsersIcon from '@patternfly/react-icons/dist/esm/icons/users-icon';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSight } from '../session/SessionContext';
import { IdTag } from './IdTag';
import { useLabel } from './names';
import { shortId } from './shortId';

export type ChainKind = 'group' | 'room';

/** A group or room: its published label, or its id where it has none. What it is called is sealed. */
export function ChainName(props: { kind: ChainKind; id: string; label?: string }) {
  const { t } = useTranslation();
  const sees = useSight();
  const looked = useLabel(props.kind, props.id, sees && props.label === undefined);
  const label = props.label ?? looked;
  const icon = props.kind === 'group' ? <UsersIcon /> : <FolderIcon />;
  const name = label === '' ? shortId(props.id) : label;
  return (
    <span className="sr-chain">
      <Label isCompact variant="outline" icon={icon}>
        {t(`chains.kind.${props.kind}`)}
      </Label>{' '}
      {sees ? (
        <Link to={`/${props.kind}s/${props.id}`} title={props.id}>
          {label === '' ? <code>{name}</code> : name}
        </Link>
      ) : (
        <IdTag id={props.id} />
      )}
    </span>
  );
}
