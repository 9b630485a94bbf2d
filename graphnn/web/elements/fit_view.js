import { FitView } from "graphnn-canvas";

export default FitView;
