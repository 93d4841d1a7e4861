import { useEffect, useState } from 'react';

/** Long enough that a fast typist asks once a word, short enough not to be felt. */
const SETTLE_MS = 60;

/** What was typed, once the typing rests. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(text);
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return settled;
}
