import { useTranslation } from 'react-i18next';

export const GROUP_ROLES = ['member', 'manager'] as const;
export const ROOM_ROLES = ['manager', 'editor', 'viewer', 'depositor'] as const;
const ROLES = ['member', 'manager', 'editor', 'viewer', 'depositor'] as const;

/** A role in a group or room, in words. */
export function RoleName({ role }: { role: string }) {
  const { t } = useTranslation();
  const known = ROLES.find((candidate) => candidate === role);
  return known === undefined ? role : t(`chains.roles.${known}`);
}
