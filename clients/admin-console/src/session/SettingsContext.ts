import { createContext, useContext } from 'react';
import type { Settings } from './settings';

export const SettingsContext = createContext<Settings | null>(null);

export function useSettings(): Settings {
  const settings = useContext(SettingsContext);
  if (settings === null) {
    throw new Error('no settings above');
  }
  return settings;
}
