import { Chart } from "graphnn-canvas";

export default Chart;
