import { ChartTools } from "graphnn-canvas";

export default ChartTools;
