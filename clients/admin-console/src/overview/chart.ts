/** A day and what all rooms together took then. */
export interface Day {
  day: string;
  bytes: number;
}

export const WIDTH = 600;
export const HEIGHT = 180;
const LEFT = 64;
const BOTTOM = 24;
const TOP = 10;

/** A chart's lines in its own coordinates. */
export interface Chart {
  line: string;
  area: string;
  ticks: readonly { y: number; bytes: number }[];
  left: number;
  baseline: number;
}

/** The next larger of 1, 2, 5, 10, 20, …: a scale that people read easily. */
export function ceiling(value: number): number {
  if (value <= 0) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((limit) => limit >= value) ?? 10 * power;
}

/** Lays the days out from left to right, zero at the bottom: growth is not made to look larger. */
export function chart(days: readonly Day[]): Chart {
  const top = ceiling(Math.max(0, ...days.map((day) => day.bytes)));
  const baseline = HEIGHT - BOTTOM;
  const x = (index: number): number =>
    LEFT + (index * (WIDTH - LEFT)) / Math.max(1, days.length - 1);
  const y = (bytes: number): number => baseline - (bytes / top) * (baseline - TOP);
  const points = days.map((day, index) => `${x(index).toFixed(1)},${y(day.bytes).toFixed(1)}`);
  return {
    line: points.join(' '),
    area: [`${LEFT},${baseline}`, ...points, `${x(days.length - 1).toFixed(1)},${baseline}`].join(
      ' ',
    ),
    ticks: [0, top / 2, top].map((bytes) => ({ y: y(bytes), bytes })),
    left: LEFT,
    baseline,
  };
}
