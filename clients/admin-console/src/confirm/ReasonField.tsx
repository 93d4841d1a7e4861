import {
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextArea,
} from '@patternfly/react-core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

/** As long as a service takes. */
export const REASON_MOST = 500;

/** A reason that managers are shown: words of the person's own, never a secret. */
export function ReasonField(props: { value: string; change: (value: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <FormGroup label={t('confirm.reason')} fieldId={id}>
      <TextArea
        id={id}
        value={props.value}
        maxLength={REASON_MOST}
        rows={2}
        resizeOrientation="vertical"
        aria-describedby={`${id}-hint`}
        onChange={(_, value) => {
          props.change(value);
        }}
      />
      <FormHelperText>
        <HelperText id={`${id}-hint`}>
          <HelperTextItem>{t('confirm.reasonHint')}</HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
