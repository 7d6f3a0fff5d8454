"use strict";
(() => {
  const place = document.getElementById("chart");
  if (!(curve.x[curve.x.length - 1] > 0)) {
    document.getElementById("curve-section").hidden = true;
    return;
  }
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const percent = share => share * 100;
  const data = [curve.x, curve.single.map(percent)];
  if (curve.joint) {
    data.push(curve.joint.map(percent));
  }
  const font = "12px system-ui, sans-serif";
  const height = () => Math.max(240, Math.min(360, place.clientWidth * 0.42));
  const axis = label => ({
    label, labelFont: font, font, labelSize: 22,
    stroke: () => colour("--soft"),
    grid: {stroke: () => colour("--line"), width: 1},
    ticks: {stroke: () => colour("--line"), width: 1},
  });
  const steps = uPlot.paths.stepped({align: -1});
  const line = (label, name, more) => ({
    label, width: 2.5, paths: steps, stroke: () => colour(name), points: {show: false}, ...more,
  });

  // The numbers under the pointer.
  const readout = document.getElementById("readout");
  const read = plot => {
    const i = plot.cursor.idx;
    readout.textContent = i == null ? ""
      : `radius ${data[0][i].toFixed(3)}: ${data[1][i].toFixed(1)} %`
        + (curve.joint ? `, all together ${data[2][i].toFixed(1)} %` : "");
  };

  const plot = new uPlot({
    width: place.clientWidth,
    height: height(),
    legend: {show: false},
    cursor: {drag: {x: false, y: false}, points: {show: false}},
    scales: {x: {time: false}, y: {range: [0, 100]}},
    axes: [{...axis("radius"), size: 34}, {...axis("certified accuracy, %"), size: 46}],
    series: [{}, line("each", "--certified"), ...(curve.joint ? [line("all", "--ink", {width: 1.5, dash: [5, 4]})] : [])],
    hooks: {setCursor: [read]},
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
