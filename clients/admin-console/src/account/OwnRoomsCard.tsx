import { Content, List, ListItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { AskedSection } from '../app/AskedSection';
import { RoleName } from '../chains/RoleName';
import { CopyButton } from '../ids/CopyButton';
import { IdTag } from '../ids/IdTag';
import { shortId } from '../ids/shortId';
import { useOwnRooms } from './queries';

/** The rooms that this person reaches. What they are called only his own client knows. */
export function OwnRoomsCard() {
  const { t } = useTranslation();
  return (
    <AskedSection title={t('account.rooms')} query={useOwnRooms()}>
      {(rooms) => (
        <>
          {rooms.length === 0 ? (
            <Content component="p">{t('account.roomsNone')}</Content>
          ) : (
            <List>
              {rooms.map((room) => (
                <ListItem key={room.room}>
                  <IdTag id={room.room} />: <RoleName role={room.role} />{' '}
                  <AskLink room={room.room} />
                </ListItem>
              ))}
            </List>
          )}
          <Content component="small">{t('account.roomsHint')}</Content>
        </>
      )}
    </AskedSection>
  );
}

/** What a colleague is given who should be in the room: by it he asks, and is not let in. */
function AskLink({ room }: { room: string }) {
  const { t } = useTranslation();
  const link = `${window.location.origin}/#/ask/${room}`;
  return (
    <CopyButton
      text={link}
      name={t('account.askLink', { id: shortId(room) })}
      done={t('account.askLinkCopied', { id: shortId(room) })}
    >
      {t('account.askLinkShort')}
    </CopyButton>
  );
}
