/** The part of a name that only our packages have. */
export const OURS = /mitosis/;

/** The figures of a family as a table in Markdown. */
export function tableOf({ corner }, rows) {
  return corner ? matrix(corner, rows) : pairs(rows);
}

function pairs(rows) {
  const body = rows.map(({ name, unit, ratio, ours, theirs }) => [
    name,
    figure(ratio),
    `${figure(ours)} ${unit}`.trim(),
    `${figure(theirs)} ${unit}`.trim(),
  ]);
  return markdown([['what / yardstick', 'ratio', 'ours', 'yardstick'], ...body]);
}

function matrix(corner, rows) {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const names = [...new Set(rows.map(({ name }) => name))];
  const body = names.map((name) => [
    OURS.test(name) ? `**${name}**` : name,
    ...groups.map((group) => {
      const row = rows.find((other) => other.name === name && other.group === group);
      return row ? figure(row.value) : '';
    }),
  ]);
  return markdown([[corner, ...groups.map((group) => group.toLocaleString('en'))], ...body]);
}

/** A number with two or three significant digits. */
function figure(value) {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** A table whose columns are as wide as their widest cells. */
function markdown(lines) {
  const widths = lines[0].map((_, column) => Math.max(3, ...lines.map((line) => line[column].length)));
  const rowOf = (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = lines;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [rowOf(head), rule, ...body.map(rowOf)].join('\n');
}
