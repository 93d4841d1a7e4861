import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Paged } from './usePages';

export interface Column<T> {
  key: string;
  label: string;
  cell: (item: T) => ReactNode;
}

interface TableProps<T> {
  caption: string;
  columns: readonly Column<T>[];
  paged: Paged<T>;
  rowKey: (item: T) => string;
}

/** Up to so many rows are simply there; more are drawn as they are scrolled to. */
const DRAWN_AT_ONCE = 60;
const ROW_PX = 41;
const OVERSCAN = 10;

/** A table of any length: only rows near the visible ones are drawn, and pages come when needed. */
export function VirtualTable<T>(props: TableProps<T>) {
  const { items, hasMore } = props.paged;
  return items.length <= DRAWN_AT_ONCE && !hasMore ? (
    <Frame {...props}>
      {items.map((item, index) => (
        <Row key={props.rowKey(item)} item={item} index={index} columns={props.columns} />
      ))}
    </Frame>
  ) : (
    <Scrolled {...props} />
  );
}

function Frame<T>(props: TableProps<T> & { children: ReactNode }) {
  const { items, hasMore, isBusy } = props.paged;
  return (
    <Table
      aria-label={props.caption}
      aria-rowcount={hasMore ? -1 : items.length + 1}
      aria-busy={isBusy}
      variant="compact"
      isStickyHeader
    >
      <Thead>
        <Tr aria-rowindex={1}>
          {props.columns.map((column) => (
            <Th key={column.key}>{column.label}</Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>{props.children}</Tbody>
    </Table>
  );
}

function Row<T>({
  item,
  index,
  columns,
  measure,
}: {
  item: T;
  index: number;
  columns: readonly Column<T>[];
  measure?: (element: Element | null) => void;
}) {
  return (
    <Tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      {columns.map((column) => (
        <Td key={column.key} dataLabel={column.label}>
          {column.cell(item)}
        </Td>
      ))}
    </Tr>
  );
}

function Scrolled<T>(props: TableProps<T>) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const { paged } = props;
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled
  const virtual = useVirtualizer({
    count: paged.items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const isNearEnd = paged.hasMore && last >= paged.items.length - OVERSCAN * 2;
  const { more } = paged;
  useEffect(() => {
    if (isNearEnd) {
      more();
    }
  });
  return (
    <>
      <div
        className="sr-scroll"
        ref={scroll}
        role="region"
        aria-label={props.caption}
        // Keyboards scroll what has the focus.
        tabIndex={0}
      >
        <Frame {...props}>
          <Gap px={rows[0]?.start ?? 0} columns={props.columns.length} />
          {rows.map((row) => (
            <VirtualRow
              key={row.key}
              row={row}
              item={props.paged.items[row.index]}
              columns={props.columns}
              measure={virtual.measureElement}
            />
          ))}
          <Gap
            px={virtual.getTotalSize() - (rows.at(-1)?.end ?? 0)}
            columns={props.columns.length}
          />
        </Frame>
      </div>
      <p className="sr-count" aria-live="polite">
        {t(paged.hasMore ? 'list.countMore' : 'list.count', { count: paged.items.length })}
      </p>
    </>
  );
}

function VirtualRow<T>(props: {
  row: VirtualItem;
  item: T | undefined;
  columns: readonly Column<T>[];
  measure: (element: Element | null) => void;
}) {
  return props.item === undefined ? null : (
    <Row
      item={props.item}
      index={props.row.index}
      columns={props.columns}
      measure={props.measure}
    />
  );
}

/** Room of the rows that are not drawn. */
function Gap({ px, columns }: { px: number; columns: number }) {
  return px <= 0 ? null : (
    <tr aria-hidden="true" className="sr-gap">
      <td colSpan={columns} style={{ height: `${px}px` }} />
    </tr>
  );
}
