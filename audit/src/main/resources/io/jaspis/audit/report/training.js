"use strict";
(() => {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colours = ["--certified", "--falsified", "--unknown-deep", "--misclassified", "--ink"];
  const font = "12px system-ui, sans-serif";
  const axis = size => ({
    labelFont: font, font, size,
    stroke: () => colour("--soft"),
    grid: {stroke: () => colour("--line"), width: 1},
    ticks: {stroke: () => colour("--line"), width: 1},
  });
  const line = (label, name) => ({
    label, width: 2,
    spanGaps: true,
    stroke: () => colour(name),
    value: (_, value) => value == null ? "" : value.toPrecision(4),
    points: {show: training.x.length < 3},
  });
  const plots = [];
  for (const chart of training.charts) {
    const place = document.getElementById(chart.id);
    const height = () => Math.max(180, Math.min(280, place.clientWidth * 0.34));
    const plot = new uPlot({
      width: place.clientWidth,
      height: height(),
      cursor: {drag: {x: false, y: false}, sync: {key: "epochs"}},
      scales: {x: {time: false}},
      axes: [{...axis(34), label: "epoch", labelSize: 22}, axis(64)],
      series: [{label: "epoch"}, ...chart.series.map((each, i) => line(each.name, colours[i % colours.length]))],
    }, [training.x, ...chart.series.map(each => each.values)], place);
    plots.push(plot);
    new ResizeObserver(() => {
      if (place.clientWidth !== plot.width) {
        plot.setSize({width: place.clientWidth, height: height()});
      }
    }).observe(place);
  }
  // Paper is white also where the screen is dark.
  for (const medium of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(medium).addEventListener("change", () => plots.forEach(plot => plot.redraw(false, true)));
  }
})();
