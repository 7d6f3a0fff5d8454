"use strict";
(() => {
  const place = document.getElementById("chart");
  if (curve.x.length < 2) {
    document.getElementById("curve-section").hidden = true;
    return;
  }
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const percent = share => share === null ? null : share * 100;
  const data = [curve.x, curve.upper.map(percent), curve.lower.map(percent)];
  const font = "12px system-ui, sans-serif";
  const height = () => Math.max(240, Math.min(360, place.clientWidth * 0.42));
  const axis = label => ({
    label, labelFont: font, font, labelSize: 22,
    stroke: () => colour("--soft"),
    grid: {stroke: () => colour("--line"), width: 1},
    ticks: {stroke: () => colour("--line"), width: 1},
  });
  const line = (label, name) => ({
    label, width: 2.5,
    stroke: () => colour(name),
    points: {show: true, size: 7, width: 2, stroke: () => colour(name), fill: () => colour("--paper")},
  });

  // The audit's own radius, as a dashed line across the plot.
  const mark = plot => {
    const x = Math.round(plot.valToPos(curve.epsilon, "x", true));
    const {left, top, width, height} = plot.bbox;
    if (x < left || x > left + width) {
      return;
    }
    const context = plot.ctx;
    context.save();
    context.strokeStyle = colour("--ink");
    context.lineWidth = 1.5 * devicePixelRatio;
    context.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    context.restore();
  };

  // The numbers under the pointer.
  const readout = document.getElementById("readout");
  const shown = share => share === null ? "unknown" : share.toFixed(1) + " %";
  const read = plot => {
    const i = plot.cursor.idx;
    readout.textContent = i == null ? ""
      : `ε = ${data[0][i]}: at least ${shown(data[2][i])}, at most ${shown(data[1][i])}`;
  };

  const plot = new uPlot({
    width: place.clientWidth,
    height: height(),
    legend: {show: false},
    cursor: {drag: {x: false, y: false}, points: {show: false}},
    scales: {x: {time: false}, y: {range: [0, 100]}},
    axes: [{...axis("ε"), size: 34}, {...axis("robust accuracy, %"), size: 46}],
    series: [{}, line("attack", "--falsified"), line("certified", "--certified")],
    bands: [{series: [1, 2], fill: () => colour("--gap-fill")}],
    hooks: {draw: [mark], setCursor: [read]},
  }, data, place);

  new ResizeObserver(() => {
    if (place.clientWidth !== plot.width) {
      plot.setSize({width: place.clientWidth, height: height()});
    }
  }).observe(place);
  // Paper is white also where the screen is dark.
  for (const medium of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(medium).addEventListener("change", () => plot.redraw(false, true));
  }
})();
