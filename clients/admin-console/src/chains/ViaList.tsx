import { Flex, FlexItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { ChainName } from '../ids/ChainName';
import { RoleName } from './RoleName';

/** By which grants somebody reaches a room: his own, and those of groups that he is in. */
export function ViaList(props: { via: readonly { kind: string; id: string; role: string }[] }) {
  const { t } = useTranslation();
  return (
    <Flex direction={{ default: 'column' }} gap={{ default: 'gapXs' }}>
      {props.via.map((grant) => (
        <FlexItem key={grant.id}>
          {grant.kind === 'group' ? <ChainName kind="group" id={grant.id} /> : t('chains.inPerson')}
          : <RoleName role={grant.role} />
        </FlexItem>
      ))}
    </Flex>
  );
}
