import { Button } from '@patternfly/react-core';
import CheckIcon from '@patternfly/react-icons/dist/esm/icons/check-icon';
import CopyIcon from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import { type ReactNode, useState } from 'react';

/** Copies a text, and says that it did until the focus goes on. */
export function CopyButton(props: {
  text: string;
  name: string;
  done: string;
  children?: ReactNode;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(props.text);
    setCopied(true);
  };
  return (
    <Button
      variant={props.children === undefined ? 'plain' : 'link'}
      isInline={props.children !== undefined}
      hasNoPadding
      size="sm"
      aria-label={copied ? props.done : props.name}
      icon={copied ? <CheckIcon /> : <CopyIcon />}
      onClick={() => {
        copy().catch(() => {
          // The browser said no; what would be copied can be read beside the button.
          setCopied(false);
        });
      }}
      onBlur={() => {
        setCopied(false);
      }}
    >
      {props.children}
    </Button>
  );
}
