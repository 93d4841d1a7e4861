import { describe, expect, it } from 'vitest';
import { ceiling, chart, HEIGHT, WIDTH } from './chart';

describe('the chart of storage', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1.1, 2],
    [3, 5],
    [7, 10],
    [1_200_000, 2_000_000],
  ])('scaleOf_%d_endsAt_%d', (value, end) => {
    expect(ceiling(value)).toBe(end);
  });

  it('days_beginAtZero_andStayWithin', () => {
    const { line, ticks } = chart([
      { day: '2026-01-01', bytes: 0 },
      { day: '2026-01-02', bytes: 50 },
      { day: '2026-01-03', bytes: 100 },
    ]);
    const points = line.split(' ').map((pair) => pair.split(',').map(Number));
    expect(points).toHaveLength(3);
    points.forEach(([x = -1, y = -1]) => {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(WIDTH);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(HEIGHT);
    });
    expect(ticks.map((tick) => tick.bytes)).toEqual([0, 50, 100]);
    expect(points[0]?.[1]).toBe(ticks[0]?.y);
  });

  it('nothingStored_isAFlatLine', () => {
    expect(chart([{ day: '2026-01-01', bytes: 0 }]).line).not.toContain('NaN');
  });
});
