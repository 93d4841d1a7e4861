import {
  Alert,
  Button,
  Content,
  List,
  ListItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  Stack,
  StackItem,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from './Refusal';

/** Asks before something is done, and says what happens then and what does not. */
export function ConfirmDialog(props: {
  title: string;
  /** What the click does, line by line, in the order of time. */
  consequences: readonly string[];
  /** What it cannot do, or what to mind. */
  note?: string;
  action: string;
  isDanger?: boolean;
  isBusy: boolean;
  isBlocked?: boolean;
  thrown: unknown;
  children?: ReactNode;
  act: () => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      isOpen
      variant="small"
      onClose={props.close}
      aria-labelledby="confirm-title"
      aria-describedby="confirm-body"
    >
      <ModalHeader title={props.title} labelId="confirm-title" />
      <ModalBody id="confirm-body">
        <Stack hasGutter>
          <StackItem>
            <Content component="p">{t('confirm.then')}</Content>
            <List>
              {props.consequences.map((line) => (
                <ListItem key={line}>{line}</ListItem>
              ))}
            </List>
          </StackItem>
          {props.note !== undefined && (
            <StackItem>
              <Alert isInline isPlain variant="info" title={props.note} component="p" />
            </StackItem>
          )}
          {props.children !== undefined && <StackItem>{props.children}</StackItem>}
          {props.thrown !== null && props.thrown !== undefined && (
            <StackItem>
              <Refusal thrown={props.thrown} />
            </StackItem>
          )}
        </Stack>
      </ModalBody>
      <ModalFooter>
        <Button
          variant={props.isDanger === true ? 'danger' : 'primary'}
          isLoading={props.isBusy}
          isDisabled={props.isBusy || props.isBlocked === true}
          onClick={props.act}
        >
          {props.action}
        </Button>
        <Button variant="link" onClick={props.close}>
          {t('confirm.cancel')}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
