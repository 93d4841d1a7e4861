import { FormSelect, FormSelectOption } from '@patternfly/react-core';

/** One of a few values to filter by. */
export function Choice<T extends string>(props: {
  id: string;
  name: string;
  value: T;
  options: readonly { value: T; label: string }[];
  choose: (value: T) => void;
}) {
  return (
    <FormSelect
      id={props.id}
      aria-label={props.name}
      value={props.value}
      onChange={(_, chosen) => {
        const option = props.options.find((o) => o.value === chosen);
        if (option !== undefined) {
          props.choose(option.value);
        }
      }}
    >
      {props.options.map((option) => (
        <FormSelectOption key={option.value} value={option.value} label={option.label} />
      ))}
    </FormSelect>
  );
}
