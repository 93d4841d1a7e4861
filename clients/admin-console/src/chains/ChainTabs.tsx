import { Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { type ReactNode, useState } from 'react';

export interface Part {
  key: string;
  title: string;
  show: () => ReactNode;
}

/** The parts of a group's or room's page; each is asked for when it is first opened. */
export function ChainTabs(props: { name: string; parts: readonly Part[] }) {
  const [open, setOpen] = useState(props.parts[0]?.key ?? '');
  return (
    <Tabs
      aria-label={props.name}
      activeKey={open}
      mountOnEnter
      unmountOnExit
      onSelect={(_, key) => {
        setOpen(String(key));
      }}
    >
      {props.parts.map((part) => (
        <Tab key={part.key} eventKey={part.key} title={<TabTitleText>{part.title}</TabTitleText>}>
          <div className="sr-tab">{part.key === open && part.show()}</div>
        </Tab>
      ))}
    </Tabs>
  );
}
