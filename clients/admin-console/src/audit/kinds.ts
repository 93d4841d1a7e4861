/** Which service tells of which kind of event: an event's type is made of both. */
export const KINDS = {
  identity: [
    'UserSeen',
    'PolicyPublished',
    'IdentityPublished',
    'SlotsFetched',
    'KeySlotsChanged',
    'DeviceRequested',
    'DeviceApproved',
    'DeviceAdded',
    'DeviceRemoved',
    'RecoverySlotFetched',
    'UserRecovered',
    'PersonAttested',
    'PersonDisabled',
    'PersonEnabled',
    'PersonDeleted',
    'SessionsEnded',
    'DirectoryGroupChanged',
    'DirectoryGroupDeleted',
  ],
  access: [
    'GroupLinked',
    'RoomLinked',
    'RoomRekeyDue',
    'WrapsStored',
    'RequestFiled',
    'RequestConfirmed',
    'RequestClosed',
    'RequestNudged',
    'ManagersAwaited',
    'ChainLabelled',
    'FeedSet',
  ],
  storage: [
    'AccessRefused',
    'Committed',
    'DownloadAuthorised',
    'UploadCompleted',
    'UploadStarted',
    'UploadAborted',
    'RewrapProgressed',
    'EpochsRetired',
    'DepositReceived',
    'DepositAdopted',
    'DepositRejected',
    'DepositWithdrawn',
  ],
} as const;

export type Service = keyof typeof KINDS;
export type Kind = (typeof KINDS)[Service][number];

/** The whole type of an event: `dev.strongroom.access.v1.RequestFiled`; empty for none of ours. */
export function typeOf(kind: string): string {
  const [service] = Object.entries(KINDS).find(([, kinds]) =>
    (kinds as readonly string[]).includes(kind),
  ) ?? [null];
  return service === null ? '' : `dev.strongroom.${service}.v1.${kind}`;
}
